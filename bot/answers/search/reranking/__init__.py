"""Another opinion on the order of passages, where an administrator wants one."""
