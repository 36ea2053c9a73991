using StreamAe.Conformance;
using StreamAe.Monitoring.Definitions;
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
    public Task Run_OfAnEditedMonitor_IsTheSameAsInOneProcess(bool grainsLeave) =>
        AssertIsTheSameAsync(Population.Definition, Population.Sampled, Rows, Edited, grainsLeave);

    /// <summary>An entity that only the cohort's model ever served takes over where its first window is full: within a call.</summary>
    [Fact]
    public Task Run_OfAnEntityThatTakesOverWithinACall_IsTheSameAsInOneProcess()
    {
        const string Silent = "e5";
        const int Back = 700;
        List<SourceRow> rows = [.. Rows.Where((r, i) => r.Entity != Silent || i is < Edited or >= Back)];
        return AssertIsTheSameAsync(Shared(Population.Definition), Shared(Population.Sampled), rows, Edited, grainsLeave: false);
    }

    private static MonitorDefinition Shared(MonitorDefinition definition) => definition with { Training = definition.Training with { Own = false } };

    private async Task AssertIsTheSameAsync(MonitorDefinition before, MonitorDefinition after, List<SourceRow> rows, int edited, bool grainsLeave)
    {
        string folder = Directory.CreateTempSubdirectory("streamae-edit-").FullName;
        string copy = Directory.CreateTempSubdirectory("streamae-edit-").FullName;
        try
        {
            await MonitorWithStore.RunAloneAsync(before, rows[..edited], folder);
            foreach (string file in Directory.GetFiles(folder))
            {
                File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
            }

            Run expected = await MonitorWithStore.RunAloneAsync(after, rows, folder);
            Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Former) && f.HasFlag(VerdictFlags.Scored));
            Assert.Contains(expected.Flags, f => !f.HasFlag(VerdictFlags.Former) && f.HasFlag(VerdictFlags.Scored));

            using var monitor = new MonitorWithStore(silos, after, copy);
            await using MonitorWithStore.Reader reader = monitor.Start();
            var source = new MemorySource("s", rows, monitor.Plans.Directory)
            {
                PollSizes = [40],
                BeforePoll = (_, _) => new ValueTask(grainsLeave ? monitor.LeaveAndBeGoneAsync() : Task.CompletedTask),
            };
            await source.SeekAsync(edited, TestContext.Current.CancellationToken);
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
