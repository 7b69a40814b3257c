"""What is kept about people: seen, downloaded, erased and reported on."""
