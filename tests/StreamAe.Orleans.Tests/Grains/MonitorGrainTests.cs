using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Orleans.Grains;
using StreamAe.Orleans.Tests.Runtime;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Tests.Grains;

/// <summary>Whoever trains the cohort's model waits for the others' rows, and for nobody's for ever.</summary>
public sealed class MonitorGrainTests(OneSilo silos) : IClassFixture<OneSilo>
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Two = Guid.NewGuid();

    [Fact]
    public async Task AdmitAsync_RequestWhoseAnswerWasLost_CountsOnce()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        IMonitorGrain grain = monitor.Grain;
        await grain.AdmitAsync(RequestOf(One, rows: 40));
        CohortAdmission admission = await grain.AdmitAsync(RequestOf(One, rows: 40));
        Assert.Equal((40, 40), (admission.Rows, admission.Observations));
        await grain.SettleAsync(One, 40);
        Assert.True(await grain.AwaitRestAsync(Two));
    }

    [Fact]
    public async Task AwaitRestAsync_RowsThatAreNotDurable_SaysSoSoon()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        IMonitorGrain grain = monitor.Grain;
        await grain.AdmitAsync(RequestOf(One, rows: 40));
        Assert.False(await grain.AwaitRestAsync(Two));
        Assert.True(await grain.AwaitRestAsync(One));
    }

    /// <summary>A message that says what is durable may get lost; whatever the runtime says next says it too.</summary>
    [Fact]
    public async Task AdmitAsync_AfterAMessageThatWasLost_SettlesIt()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        IMonitorGrain grain = monitor.Grain;
        await grain.AdmitAsync(RequestOf(One, rows: 40));
        await grain.AdmitAsync(RequestOf(One, rows: 10, admitted: 40, settled: 40));
        await grain.SettleAsync(One, 50);
        await grain.SettleAsync(One, 40);
        Assert.True(await grain.AwaitRestAsync(Two));
    }

    [Fact]
    public async Task AdmitAsync_WhileAnotherTrains_AsksToBeAskedAgain()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        IMonitorGrain grain = monitor.Grain;
        Assert.True((await grain.AdmitAsync(RequestOf(One, rows: 1000))).TrainsCohort);
        Assert.True((await grain.AdmitAsync(RequestOf(Two, rows: 10))).MustAskAgain);
        await grain.CohortTrainedAsync(One, nextTraining: 404, version: 1, schema: 0, model: null);
        CohortAdmission admission = await grain.AdmitAsync(RequestOf(Two, rows: 10));
        Assert.Equal((false, 10, 404L), (admission.MustAskAgain, admission.Rows, admission.NextTraining));
    }

    /// <summary>A silo that is taken for dead may be far from having been silent for long.</summary>
    [Fact]
    public async Task AdmitAsync_WhileOneOfADeadSiloTrains_EndsItsTraining()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        IMonitorGrain grain = monitor.Grain;
        SiloAddress dead = SiloAddress.FromParsableString("127.0.0.1:1@1");
        Assert.True((await grain.AdmitAsync(RequestOf(One, rows: 1000, silo: dead))).TrainsCohort);
        Assert.True((await grain.AdmitAsync(RequestOf(Two, rows: 10))).TrainsCohort);
    }

    private static AdmissionRequest RequestOf(Guid runtime, int rows, long admitted = 0, long settled = 0, SiloAddress? silo = null) =>
        new() { Runtime = runtime, Rows = rows, Admitted = admitted, Settled = settled, Silo = silo ?? SiloAddress.Zero };
}
