using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Orleans.Tests.Runtime;

/// <summary>A silo that dies takes half of the entities with it.</summary>
public sealed class SiloLossTests(HastySilos silos) : IClassFixture<HastySilos>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Run_SiloThatDies_LosesAndDoublesNothing()
    {
        List<SourceRow> rows = Population.Rows();
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        await using MonitorWithStore.Reader reader = monitor.Start(async _ =>
        {
            // Behind the judging: what the lost entities took in last is not yet durable.
            await Task.Delay(10);
            return true;
        });
        int loads = 0;
        var source = new MemorySource("s", rows, monitor.Plans.Directory)
        {
            PollSizes = [20],
            BeforePoll = async (poll, cancel) =>
            {
                if (poll == 30)
                {
                    loads = monitor.Loads.Count;
                    await silos.Cluster.KillSiloAsync(silos.Cluster.SecondarySilos[0], cancel);
                }
            },
        };
        await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(Population.Definition, rows));
        Assert.InRange(monitor.Loads.Count, loads + 1, loads + 6);
    }
}

/// <summary>A silo dies in the middle of a poll: it judged rows of it before the training of the cohort's model, and is to judge others after it.</summary>
public sealed class SiloLossInTrainingTests(HastySilos silos) : IClassFixture<HastySilos>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Run_SiloThatDiesWhileTheCohortTrains_LosesAndDoublesNothing()
    {
        List<SourceRow> rows = Population.Rows();
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        bool isKilled = false;
        monitor.BeforeReadAll = async () =>
        {
            if (!isKilled)
            {
                isKilled = true;
                await silos.Cluster.KillSiloAsync(silos.Cluster.SecondarySilos[0], TestContext.Current.CancellationToken);
            }
        };
        await using MonitorWithStore.Reader reader = monitor.Start();
        var source = new MemorySource("s", rows, monitor.Plans.Directory) { PollSizes = [rows.Count] };
        await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(isKilled);
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(Population.Definition, rows));
    }
}

/// <summary>Two silos that soon take each other for dead.</summary>
public sealed class HastySilos() : TestSilos(2, spreads: true, hasty: true);
