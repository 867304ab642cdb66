module ecomodel

go 1.19
