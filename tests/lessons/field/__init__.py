"""
Tests of the field guide: what real clients sent and real servers answered, as it was
recorded.
"""
