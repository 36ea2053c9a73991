using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresRetentionTests(PostgresFixture postgres) : RetentionTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
