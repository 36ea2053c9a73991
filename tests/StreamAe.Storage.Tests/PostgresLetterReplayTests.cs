using StreamAe.Monitoring.Operations;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresLetterReplayTests(PostgresFixture postgres) : LetterReplayTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();

    private protected override IOperatorStore OpenForOperator(StorePlace place) => PostgresOperatorStore.Open(((PostgresPlace)place).ConnectionString);
}
