using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Conformance;

/// <summary>What operators ask for comes to its entities once, before their next row, whatever does the work.</summary>
public abstract class RuntimeRequestSuite : RuntimeConformance
{
    private const string Promoted = "e1";
    private const string Refusing = "e2";

    private static readonly List<SourceRow> Rows = Population.Rows();

    [Theory]
    [InlineData(1, 64)]
    [InlineData(3, 1)]
    [InlineData(2, 1000)]
    public async Task Run_WithRequests_AppliesEachOnceAtTheSameRow(int shards, int pollRows)
    {
        Run run = await RunAsync(Rows, Exact with { Shards = shards, PollRows = pollRows }, requests: Requests);
        Assert.Equal(
            [
                new RequestOutcome(1, false, RequestVerdict.Applied, "version 7 in use in place of the cohort's", 0).ToString(),
                new RequestOutcome(2, false, RequestVerdict.Refused, "version 8 is not kept", 0).ToString(),
            ],
            run.Requests);

        // The first row that fills a window is judged by it already, and what is trained later counts on from it.
        string[] own = [.. run.Promotions.Where(p => p.StartsWith(Promoted + "|", StringComparison.Ordinal))];
        Assert.Contains(own, p => p.StartsWith($"{Promoted}|7|0|", StringComparison.Ordinal));
        Assert.All(own, p => Assert.True(int.Parse(p.Split('|')[1]) >= 7));
        string[] first = run.Verdicts.Where(v => v.StartsWith(Promoted + "|", StringComparison.Ordinal)).ElementAt(1).Split('|');
        Assert.Equal(("1", "7"), (first[2], first[4]));
        run.AssertSameAs(await RunAsync(Rows, Exact, requests: Requests));
    }

    private static RequestSet Requests(PlanSet plans)
    {
        MonitorPlan plan = plans.For(Population.Schema);
        return new RequestSet(
        [
            Request(1, Promoted, 7) with { Model = HandMade.Constant(plan, version: 7) },
            Request(2, Refusing, 8),

            // To all: of the entities that come none was there.
            new DeliveredRequest(
                new OperatorRequest(3, Population.Definition.Name, null, OperatorRequestKind.Retrain, "{}", "Ann", DateTimeOffset.UnixEpoch, "why"), null),
        ]);
    }

    private static DeliveredRequest Request(long sequence, string entity, int version) => new(
        new OperatorRequest(
            sequence,
            Population.Definition.Name,
            entity,
            OperatorRequestKind.Promote,
            new VersionBody(version).Write(),
            "Ann",
            DateTimeOffset.UnixEpoch,
            "why"),
        Model: null);
}
