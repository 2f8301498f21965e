"""
Conversations that leave the inspector, and that come back: as transcript, drawing, page and HAR.
"""
