module sanad.example/sanad

go 1.26.0
