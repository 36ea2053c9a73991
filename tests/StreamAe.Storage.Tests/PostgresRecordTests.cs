using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresRecordTests(PostgresFixture postgres) : RecordTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
