"""What is installed, reachable and permitted, as remarks; whatever is wrong is a remark too."""
