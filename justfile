# Comfort only: each recipe is one ordinary command that README.md shows too.

# list the recipes
default:
    @just --list

# serve on http://localhost:5080 with a private PostgreSQL
run:
    dotnet run --project src/Crm.Api

# the whole suite on a real PostgreSQL
test:
    dotnet test

# what a change must pass
check:
    bash .ci/run

# any verb of the command line: just crm projections list
crm *arguments:
    dotnet run --project src/Crm.Api -- {{arguments}}

# measure: just bench append
bench *arguments:
    dotnet run -c Release --project benchmarks/Crm.Benchmarks -- {{arguments}}

# repair white space
format:
    dotnet format whitespace Crm.slnx
