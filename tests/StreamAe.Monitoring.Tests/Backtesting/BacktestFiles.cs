using System.Globalization;
using System.Text;
using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Tests.Files;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Backtesting;

/// <summary>Small files in a folder of their own, and the back-test over them.</summary>
internal sealed class BacktestFiles : IDisposable
{
    public const int TrainRows = 120;
    public const int TestRows = 50;
    public const int Channels = 3;
    public const string Header = "entity,t,x0,x1,x2,label";

    public static readonly MonitorDefinition Monitor = TestMonitors.Quick with
    {
        Training = new TrainingDefinition { HistoryRows = 200, MinRows = 60, Epochs = 3, MinSteps = 60, LearningRate = 0.01 },
        Threshold = new ThresholdDefinition { Quantile = 0.99 },
    };

    private readonly TestFolder _folder = new();
    private int _runs;

    public BacktestFiles()
    {
        Train = _folder.Write("train.csv", Text(0, TrainRows, labelled: true, "a", "b", "c"));
        Test = _folder.Write("test.csv", Text(TrainRows, TestRows, labelled: true, "a", "b", "c"));
    }

    public string Train { get; set; }

    public string Test { get; set; }

    public string Output { get; private set; } = "";

    public IBacktestObserver? Observer { get; set; }

    public string[] Verdicts => File.ReadAllLines(Path.Combine(Output, "verdicts.csv"));

    public string[] DeadLetters => File.ReadAllLines(Path.Combine(Output, "deadletters.csv"));

    public string Report => File.ReadAllText(Path.Combine(Output, "report.json"));

    /// <summary>The entities take turns; every tenth test row is odd, and labelled so.</summary>
    public static string Text(int first, int rows, bool labelled, params string[] entities)
    {
        var text = new StringBuilder(labelled ? Header : Header[..^6]).Append('\n');
        float[][] waves = [.. entities.Select(e => Series.Waves(rows, Channels, seed: (ulong)e[0], first))];
        for (int r = 0; r < rows; r++)
        {
            for (int e = 0; e < entities.Length; e++)
            {
                bool odd = first > 0 && r % 10 == 9;
                text.Append(CultureInfo.InvariantCulture, $"{entities[e]},{first + r}");
                for (int c = 0; c < Channels; c++)
                {
                    text.Append(CultureInfo.InvariantCulture, $",{waves[e][(r * Channels) + c] + (odd && c == 1 ? 20 : 0)}");
                }

                text.Append(labelled ? odd ? ",1\n" : ",0\n" : "\n");
            }
        }

        return text.ToString();
    }

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Write(string name, byte[] bytes) => _folder.Write(name, bytes);

    public async Task<BacktestReport> RunAsync(MonitorDefinition? definition = null, int threads = 2, params string[] moreTestFiles)
    {
        Output = _folder.At($"out{++_runs}");
        return await Backtest.RunAsync(
            new BacktestOptions
            {
                Definition = definition ?? Monitor,
                TrainFiles = [Train],
                TestFiles = [Test, .. moreTestFiles],
                OutputFolder = Output,
                Threads = threads,
                Observer = Observer,
            },
            new SimdScorer(),
            TimeProvider.System,
            new Progress(),
            TestContext.Current.CancellationToken);
    }

    /// <summary>The verdict lines of some entities, as they stand.</summary>
    public string[] VerdictsOf(params string[] entities) => [.. Verdicts.Skip(1).Where(line => entities.Contains(line.Split(',')[0]))];

    public void Dispose() => _folder.Dispose();

    private sealed class Progress : IProgress<BacktestProgress>
    {
        public void Report(BacktestProgress value) => Assert.InRange(value.Done, 0, value.Total);
    }
}
