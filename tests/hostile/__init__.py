"""Files made to hurt whoever opens them, or merely odd: by code, from one good signed paper."""
