using Npgsql;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresCommitTests(PostgresFixture postgres) : CommitTests
{
    [Fact]
    public Task Commit_ThatMeetsARaisingTrigger_KeepsNothingAndMayBeRepeated() => FailAndRepeatAsync<PostgresException>(
        (place, _) => place.Execute("""
            CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''injected''; END';
            CREATE TRIGGER broken BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION broken();
            """),
        (place, _) => place.Execute("DROP TRIGGER broken ON outbox"),
        e => e.MessageText == "injected");

    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
