using StreamAe.Storage.Tests.Support;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
