using System.CommandLine;
using StreamAe.Host.Plots;
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
            if (result.TryGet(out int value) && value is < 1 or > 1024)
            {
                result.AddError("--threads must be 1 to 1024.");
            }
        });
        var plots = new Option<DirectoryInfo?>("--plots")
        {
            Description = $"Folder for a picture of each entity, at most {BacktestPlots.MostEntities}: score, threshold, alerts and labels over time.",
        };
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
            monitor, train, test, output, plots, seed, threads, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            MonitorDefinition definition = MonitorFiles.Load(parsed.GetRequiredValue(monitor).FullName);
            if (parsed.GetValue(seed) is ulong wanted)
            {
                definition = definition with { Training = definition.Training with { Seed = wanted } };
            }

            BacktestPlots? drawn = parsed.GetValue(plots) is null ? null : new BacktestPlots();
            var options = new BacktestOptions
            {
                Definition = definition,
                TrainFiles = Expand(parsed.GetRequiredValue(train), "--train"),
                TestFiles = Expand(parsed.GetRequiredValue(test), "--test"),
                OutputFolder = parsed.GetValue(output)?.FullName,
                Threads = parsed.GetValue(threads),
                Observer = drawn,
            };
            BacktestReport report = await RunAsync(options, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(plots) is DirectoryInfo folder)
            {
                drawn!.Save(folder.FullName);
            }

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

    private static Task<BacktestReport> RunAsync(BacktestOptions options, CancellationToken cancellationToken) => PhaseBars.ShowAsync(
        bars => Backtest.RunAsync(options, new SimdScorer(), TimeProvider.System, new Phases(bars), cancellationToken));

    private sealed class Phases(PhaseBars bars) : IProgress<BacktestProgress>
    {
        public void Report(BacktestProgress value) => bars.Report(NameOf(value.Phase), value.Done, value.Total, value.Rows, "rows");

        private static string NameOf(BacktestPhase phase) => phase switch
        {
            BacktestPhase.ReadingHistory => "reading train files",
            BacktestPhase.Training => "training entities",
            BacktestPhase.Judging => "judging test files",
            _ => "measuring",
        };
    }
}
