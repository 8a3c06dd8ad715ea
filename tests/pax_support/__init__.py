"""What several card terminal tests share: the golden frames and the cable on the bench."""
