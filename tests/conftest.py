"""What all tests share."""

# pytester forgets what was first imported under it, but a part in C is imported once only: a second yaml
# would not know the errors that its parser raises.
import yaml  # noqa: F401 - imported so that it is there before, not to be used

pytest_plugins = ["pytester"]
