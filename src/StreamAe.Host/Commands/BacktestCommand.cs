using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using StreamAe.Monitoring.Backtesting;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Commands;

/// <summary><c>streamae backtest</c></summary>
internal static class BacktestCommand
{
    public static Command Create()
    {
        var monitor = new Option<FileInfo>("--monitor") { Description = "The monitor file (YAML).", Required = true };
        var train = new Option<string[]>("--train") { Description = "Files to learn from: paths or globs.", Required = true, AllowMultipleArgumentsPerToken = true };
        var test = new Option<string[]>("--test") { Description = "Files to judge: paths or globs.", Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<DirectoryInfo?>("--out") { Description = "Folder for verdicts.csv, report.json and deadletters.csv." };
        var seed = new Option<ulong?>("--seed") { Description = "Seed of the training, instead of the monitor's." };
        var threads = new Option<int>("--threads")
        {
            Description = "Entities in parallel; changes no verdict.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                result.AddError("--threads must be 1 to 1024.");
            }
        });
        var json = new Option<bool>("--json") { Description = "Print the report as JSON instead of a table." };
        var command = new Command(
            "backtest",
            """
            Trains every entity on its train rows, then streams its test rows through the code that 'run' uses, in time order.
            Files are CSV or CSV.GZ with a header entity,t,<features…>[,label]; one or many entities a file.

            Example:
              streamae backtest --monitor deploy/monitors/streams.yaml --train 'data/*.train.csv.gz' --test 'data/*.test.csv.gz' --out out
            """)
        {
            monitor, train, test, output, seed, threads, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            MonitorDefinition definition = MonitorFiles.Load(parsed.GetRequiredValue(monitor).FullName);
            if (parsed.GetValue(seed) is ulong wanted)
            {
                definition = definition with { Training = definition.Training with { Seed = wanted } };
            }

            var options = new BacktestOptions
            {
                Definition = definition,
                TrainFiles = Expand(parsed.GetRequiredValue(train), "--train"),
                TestFiles = Expand(parsed.GetRequiredValue(test), "--test"),
                OutputFolder = parsed.GetValue(output)?.FullName,
                Threads = parsed.GetValue(threads),
            };
            BacktestReport report = await RunAsync(options, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                await Console.Out.WriteLineAsync(Backtest.ToJson(report)).ConfigureAwait(false);
            }
            else
            {
                BacktestTable.Print(Terminal.Output(), report, options.OutputFolder);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static IReadOnlyList<string> Expand(string[] patterns, string option)
    {
        try
        {
            return GlobExpansion.Expand(patterns);
        }
        catch (IOException error)
        {
            throw new WrongUseException($"{option}: {error.Message}");
        }
    }

    /// <summary>With a progress bar where a person is looking; it goes to standard error, so that the output stays clean.</summary>
    private static async Task<BacktestReport> RunAsync(BacktestOptions options, CancellationToken cancellationToken)
    {
        var scorer = new SimdScorer();
        if (Console.IsErrorRedirected)
        {
            return await Backtest.RunAsync(options, scorer, TimeProvider.System, new Progress<BacktestProgress>(), cancellationToken)
                .ConfigureAwait(false);
        }

        return await Terminal.Error().Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context =>
            {
                var bar = new ProgressBar(context);
                return Backtest.RunAsync(options, scorer, TimeProvider.System, bar, cancellationToken);
            })
            .ConfigureAwait(false);
    }

    /// <summary>One bar a phase.</summary>
    private sealed class ProgressBar(ProgressContext context) : IProgress<BacktestProgress>
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<BacktestPhase, ProgressTask> _bars = [];

        public void Report(BacktestProgress value)
        {
            lock (_gate)
            {
                if (!_bars.TryGetValue(value.Phase, out ProgressTask? bar))
                {
                    string name = value.Phase switch
                    {
                        BacktestPhase.ReadingHistory => "reading train files",
                        BacktestPhase.Training => "training entities",
                        BacktestPhase.Judging => "judging test files",
                        _ => "measuring",
                    };
                    bar = context.AddTask(name, maxValue: Math.Max(1, value.Total));
                    _bars.Add(value.Phase, bar);
                }

                bar.Value = Math.Max(bar.Value, value.Total == 0 ? 1 : value.Done);
                if (value.Rows > 0)
                {
                    bar.Description = $"{bar.Description.Split(',')[0]}, {value.Rows.ToString("N0", CultureInfo.InvariantCulture)} rows";
                }
            }
        }
    }
}
