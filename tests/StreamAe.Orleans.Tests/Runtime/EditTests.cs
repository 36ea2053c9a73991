using StreamAe.Conformance;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Orleans.Tests.Runtime;

/// <summary>A monitor that is edited between two runs: the grains judge as one process does, whatever they remember of what it was.</summary>
public sealed class EditTests(OneSilo silos) : IClassFixture<OneSilo>
{
    private const int Edited = 450;
    private static readonly List<SourceRow> Rows = Population.Rows();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_OfAnEditedMonitor_IsTheSameAsInOneProcess(bool grainsLeave)
    {
        string folder = Directory.CreateTempSubdirectory("streamae-edit-").FullName;
        string copy = Directory.CreateTempSubdirectory("streamae-edit-").FullName;
        try
        {
            await MonitorWithStore.RunAloneAsync(Population.Definition, Rows[..Edited], folder);
            foreach (string file in Directory.GetFiles(folder))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            Run expected = await MonitorWithStore.RunAloneAsync(Population.Sampled, Rows, folder);
            Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Former) && f.HasFlag(VerdictFlags.Scored));
            Assert.Contains(expected.Flags, f => !f.HasFlag(VerdictFlags.Former) && f.HasFlag(VerdictFlags.Scored));

            using var monitor = new MonitorWithStore(silos, Population.Sampled, copy);
            await using MonitorWithStore.Reader reader = monitor.Start();
            var source = new MemorySource("s", Rows, monitor.Plans.Directory)
            {
                PollSizes = [40],
                BeforePoll = (_, _) => new ValueTask(grainsLeave ? monitor.LeaveAndBeGoneAsync() : Task.CompletedTask),
            };
            await source.SeekAsync(Edited, TestContext.Current.CancellationToken);
            await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken)
                .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            reader.Run.AssertSameAs(expected);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
