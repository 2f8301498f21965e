"""
What several tests need: running steps, raw bytes, the player of transcripts.
"""
