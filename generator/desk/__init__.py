"""What an editor does at the desk besides building: each command's work, without its words on the terminal."""
