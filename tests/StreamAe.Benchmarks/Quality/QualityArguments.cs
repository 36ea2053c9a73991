using System.CommandLine;

namespace StreamAe.Benchmarks.Quality;

/// <summary>The options of the benchmark quality on the command line.</summary>
internal sealed class QualityArguments
{
    private const int MaxSeeds = 100;

    private static readonly string AllSets = string.Join(',', QualitySet.All.Select(s => s.Name));

    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description = "Of the benchmark quality: the folder of the public sets, one folder a set.",
    };

    private readonly Option<string> _sets = new("--sets")
    {
        Description = "Of the benchmark quality: which sets, with commas between.",
        DefaultValueFactory = _ => AllSets,
    };

    private readonly Option<int> _seeds = new("--seeds")
    {
        Description = "Of the benchmarks quality and cards: trainings of each set, or streams; figures are means over them.",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<DirectoryInfo> _monitors = new("--monitor-dir")
    {
        Description = "Of the benchmarks quality and cards: the folder of the monitor files.",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine("deploy", "monitors")),
    };

    private readonly Option<bool> _vae = new("--vae")
    {
        Description = "Of the benchmark quality: also a variational autoencoder, by each of its scores.",
    };

    public QualityArguments()
    {
        _sets.Validators.Add(result =>
        {
            foreach (string unknown in Split(result.GetValueOrDefault<string>() ?? "").Where(name => QualitySet.All.All(s => s.Name != name)))
            {
                result.AddError($"--sets: '{unknown}' is no set; it knows {AllSets}.");
            }
        });
        _seeds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > MaxSeeds)
            {
                result.AddError($"--seeds must be 1 to {MaxSeeds}.");
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_data, _sets, _seeds, _monitors, _vae])
        {
            command.Options.Add(option);
        }
    }

    public QualityOptions Read(ParseResult parsed) => new(
        parsed.GetValue(_data)?.FullName,
        Split(parsed.GetRequiredValue(_sets)),
        parsed.GetValue(_seeds),
        parsed.GetRequiredValue(_monitors).FullName,
        parsed.GetValue(_vae));

    private static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
