using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Benchmarks.Api;
using StreamAe.Benchmarks.Cards;
using StreamAe.Benchmarks.Cluster;
using StreamAe.Benchmarks.Entities;
using StreamAe.Benchmarks.Gpu;
using StreamAe.Benchmarks.Kafka;
using StreamAe.Benchmarks.Pipeline;
using StreamAe.Benchmarks.Quality;
using StreamAe.Benchmarks.Scoring;
using StreamAe.Benchmarks.Training;

namespace StreamAe.Benchmarks;

/// <summary>One command a benchmark; a table for people, JSON for scripts.</summary>
internal static class BenchmarkProgram
{
    private static readonly Dictionary<string, Func<BenchmarkOptions, IReadOnlyList<BenchmarkRow>>> Benchmarks = new(StringComparer.Ordinal)
    {
        ["api"] = ApiBenchmark.Run,
        ["cards"] = CardBenchmark.Run,
        ["entities"] = EntitiesBenchmark.Run,
        ["gpu"] = GpuBenchmark.Run,
        ["kafka"] = KafkaBenchmark.Run,
        ["orleans"] = OrleansBenchmark.Run,
        ["pipeline"] = PipelineBenchmark.Run,
        ["quality"] = QualityBenchmark.Run,
        ["scoring"] = ScoringBenchmark.Run,
        ["training"] = TrainingBenchmark.Run,
    };

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static int Run(string[] args)
    {
        var name = new Argument<string>("name") { Description = string.Join(" or ", Benchmarks.Keys) };
        name.AcceptOnlyFromAmong([.. Benchmarks.Keys]);
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount };
        threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 1024)
            {
                result.AddError("--threads must be 1 to 1024.");
            }
        });
        var peer = new Option<bool>("--peer") { Description = "Also run peers that are other programs." };
        var entities = new Option<int>("--entities") { Description = "Of the benchmark entities.", DefaultValueFactory = _ => 1_000_000 };
        entities.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1000 or > 10_000_000)
            {
                result.AddError("--entities must be 1,000 to 10,000,000.");
            }
        });
        var quality = new QualityArguments();
        var json = new Option<FileInfo?>("--json") { Description = "Write the rows to this file as a JSON array." };
        var root = new RootCommand(
            """
            Measures StreamAe.

            Examples:
              dotnet run -c Release --project tests/StreamAe.Benchmarks -- pipeline --json out.json
              dotnet run -c Release --project tests/StreamAe.Benchmarks -- quality --data ../shared/data

            quality judges public sets with the monitor files that ship, and mean z², PCA, an isolation forest and a random cut forest on the
            same rows: average precision, VUS-PR, ROC-AUC, F1 at the chosen threshold, alerts a day, delay, false alarms beside those asked
            for; and single series by the rules of the Numenta Anomaly Benchmark. cards judges simulated payments beside a one-line rule. Progress
            goes to standard error.
            """)
        {
            name, threads, peer, entities, json,
        };
        quality.AddTo(root);
        root.SetAction(parsed =>
        {
            var options = new BenchmarkOptions(parsed.GetValue(threads), parsed.GetValue(peer), parsed.GetValue(entities), quality.Read(parsed));
            IReadOnlyList<BenchmarkRow> rows = Benchmarks[parsed.GetRequiredValue(name)](options);
            Print(rows);
            if (parsed.GetValue(json) is FileInfo file)
            {
                File.WriteAllText(file.FullName, JsonSerializer.Serialize(rows, Json));
            }

            return 0;
        });
        root.Subcommands.Add(SiloCommand.Create());
        return root.Parse(args).Invoke();
    }

    private static void Print(IReadOnlyList<BenchmarkRow> rows)
    {
        int width = rows.Max(r => r.Name.Length);
        Console.WriteLine($"{"name".PadRight(width)} {"value",14} {"peer",14} {"ratio",7} {"thr",3}  unit, note");
        foreach (BenchmarkRow row in rows)
        {
            Console.WriteLine(
                $"{row.Name.PadRight(width)} {Figure(row.Value),14} {Figure(row.Peer),14} {row.Ratio?.ToString("0.00", CultureInfo.InvariantCulture) ?? "",7} {row.Threads,3}  {row.Unit}; {row.Note}");
        }
    }

    private static string Figure(double? value) => value switch
    {
        null => "",
        >= 1000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("G4", CultureInfo.InvariantCulture),
    };
}
