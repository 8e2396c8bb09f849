"""Nothing is configured here: the entry point loads the plugin, and the files in disciplines/ say more."""
