using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using StreamAe.Host.Configuration;
using StreamAe.Host.Letters;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae dead-letters list</c></summary>
internal static class LetterListCommand
{
    private const int MostReplays = 100_000;

    public static Command Create()
    {
        var options = new LetterOptions(usual: 50, most: 100_000);
        var command = new Command(
            "list",
            """
            Lists the newest dead letters that the data folder keeps, of the service's last six starts, and which of them were replayed. A running
            service writes its newest ones to it once a minute.

            Example:
              streamae dead-letters list --config service.yaml --monitor pumps --cause value --max 20
            """);
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            ServiceConfiguration configuration = options.Load(parsed);
            using IOperatorStore store = Stores.OpenForOperator(configuration, TimeProvider.System);
            using var replayer = new LetterReplayer(configuration.Monitors, configuration.Runtime, store, TimeProvider.System);
            IReadOnlyList<DeadLetter> letters = options.Read(parsed, configuration, replayer);
            var replays = letters.Select(l => l.Monitor).Distinct(StringComparer.Ordinal)
                .SelectMany(monitor => store.ReadReplays(monitor, MostReplays))
                .GroupBy(r => (r.Monitor, r.Source, r.Position))
                .ToDictionary(g => g.Key, g => g.First());
            LetterReplay? ReplayOf(DeadLetter l) => replays.GetValueOrDefault((l.Monitor, l.Source, l.Position));
            if (options.AsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(letters.Select(l => Form(l, ReplayOf(l))), JsonOutput.Options));
            }
            else if (letters.Count == 0)
            {
                Terminal.Output().WriteLine("no dead letters");
            }
            else
            {
                Terminal.Output().Write(TableOf(letters, ReplayOf));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static object Form(DeadLetter letter, LetterReplay? replay) => new
    {
        letter.At,
        letter.Monitor,
        letter.Source,
        letter.Position,
        letter.Reason,
        letter.Detail,
        record = letter.Raw,
        replayed = replay is null ? null : new { replay.Author, replay.At, replay.Reason, replay.Copy },
    };

    private static Table TableOf(IReadOnlyList<DeadLetter> letters, Func<DeadLetter, LetterReplay?> replayOf)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("when", "monitor", "source", "position", "reason", "detail", "replayed");
        foreach (DeadLetter letter in letters)
        {
            LetterReplay? replay = replayOf(letter);
            table.AddRow(
                new Text(letter.At is DateTimeOffset at ? at.UtcDateTime.ToString("u", CultureInfo.InvariantCulture) : ""),
                new Text(DeadLetterCsv.OnOneLine(letter.Monitor)),
                new Text(DeadLetterCsv.OnOneLine(letter.Source)),
                new Text(letter.Position.ToString(CultureInfo.InvariantCulture)),
                new Text(LetterOptions.WordOf(letter.Reason)),
                new Text(DeadLetterCsv.OnOneLine(letter.Detail)),
                new Text(replay is null ? "" : string.Create(CultureInfo.InvariantCulture, $"by {replay.Author}, {replay.At.UtcDateTime:u}")));
        }

        return table;
    }
}
