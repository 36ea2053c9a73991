using System.CommandLine;
using System.Text.Json;
using StreamAe.Host.Configuration;
using StreamAe.Host.Letters;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Commands.Operating;

/// <summary>Which dead letters a command is about.</summary>
internal sealed class LetterOptions
{
    private readonly Option<FileInfo> _config = new("--config") { Description = "The service configuration (YAML), which names the data folder.", Required = true };
    private readonly Option<string?> _monitor = new("--monitor") { Description = "Only of this monitor. Default all." };
    private readonly Option<string?> _source = new("--source") { Description = "Only of this source, or of one partition or file of it, as the list names them. Default all." };
    private readonly Option<string?> _cause = new("--cause") { Description = $"Only for these reasons, with commas: {string.Join(", ", Causes)}. Default all." };
    private readonly Option<int> _max;
    private readonly Option<bool> _json = new("--json") { Description = "Print the answer as JSON." };

    /// <param name="usual">Most letters where the command line does not say.</param>
    public LetterOptions(int usual, int most)
    {
        _max = new Option<int>("--max") { Description = "Most letters, the newest.", DefaultValueFactory = _ => usual };
        _max.Validators.Add(result =>
        {
            if (result.TryGet(out int value) && (value < 1 || value > most))
            {
                result.AddError($"--max must be 1 to {most:N0}.");
            }
        });
    }

    private static IEnumerable<string> Causes => Enum.GetValues<DeadLetterReason>().Select(WordOf);

    public static string WordOf(DeadLetterReason reason) => JsonNamingPolicy.CamelCase.ConvertName(reason.ToString());

    public void AddTo(Command command)
    {
        command.Options.Add(_config);
        command.Options.Add(_monitor);
        command.Options.Add(_source);
        command.Options.Add(_cause);
        command.Options.Add(_max);
        command.Options.Add(_json);
    }

    public bool AsJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <exception cref="WrongUseException">The file has errors.</exception>
    public ServiceConfiguration Load(ParseResult parsed) => ServiceFiles.LoadForStore(parsed.GetRequiredValue(_config).ToString());

    /// <summary>In the order in which they came.</summary>
    /// <exception cref="WrongUseException">There is no such monitor, or no such reason.</exception>
    public IReadOnlyList<DeadLetter> Read(ParseResult parsed, ServiceConfiguration configuration, LetterReplayer replayer)
    {
        string? monitor = parsed.GetValue(_monitor), source = parsed.GetValue(_source);
        HashSet<string>? causes = parsed.GetValue(_cause)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        if (causes?.FirstOrDefault(c => !Causes.Contains(c)) is string unknown)
        {
            throw new WrongUseException($"--cause {unknown} is no reason; there are {string.Join(", ", Causes)}.");
        }

        if (monitor is not null && configuration.Monitors.All(m => m.Definition.Name != monitor))
        {
            throw new WrongUseException($"--monitor {monitor} is not in the configuration; it has {string.Join(", ", configuration.Monitors.Select(m => m.Definition.Name))}.");
        }

        // A crash between setting a record aside and committing sets it aside again.
        return
        [
            .. LetterFiles.ReadNewest(configuration.Data, parsed.GetValue(_max), IsWanted)
                .Select(l => l with { Monitor = replayer.Find(l)?.Definition.Name ?? l.Monitor })
                .DistinctBy(l => (l.Monitor, l.Source, l.Position)),
        ];

        bool IsWanted(DeadLetter letter) =>
            (monitor is null || (replayer.Find(letter)?.Definition.Name ?? letter.Monitor) == monitor)
            && (source is null || letter.Source == source || letter.Source.StartsWith($"{source}/", StringComparison.Ordinal))
            && (causes is null || causes.Contains(WordOf(letter.Reason)));
    }
}
