"""An invented department: what happened to it, the files its back offices would export, the scores that follow."""
