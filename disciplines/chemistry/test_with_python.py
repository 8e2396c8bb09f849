"""Tests in Python beside the frozen probes: whatever a model can be asked."""


def test_the_model_tells_acids_from_bases(pwd_model):
    assert pwd_model.knows("bronsted-acid")
    assert pwd_model.knows("bronsted-base")
