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

/// <summary><c>streamae dead-letters replay</c></summary>
internal static class LetterReplayCommand
{
    public static Command Create()
    {
        var options = new LetterOptions(usual: 100, most: LetterReplayer.MostLetters);
        var dryRun = new Option<bool>("--dry-run") { Description = "Write nothing: say which of them can be read now." };
        var again = new Option<bool>("--again") { Description = "Also those that were replayed before." };
        var authorship = Authorship.Create();
        authorship.ReasonOption.Required = false;
        var command = new Command(
            "replay",
            """
            Puts dead letters back to where they came from. Of a Kafka source, the whole message is read from its partition again, as long as the topic
            holds it, and written to the end of the same partition, with headers that say which message of which monitor it is a copy of; other monitors
            of the topic pass it over. Only what can be read with the configuration as it is now is written, and each letter once: a letter that was
            replayed is refused unless --again is given. Start the service with the mended files first.

            A copy is judged like any event that comes late: where its entity has gone on, the monitor refuses it (data.lateTime). Lines of files are not
            replayed: whoever writes the files puts the mended lines into a new one.

            Exit codes: 0 done, 1 the brokers or the store did not answer or did not take all, 2 the command line is wrong.

            Examples:
              streamae dead-letters replay --config service.yaml --monitor pumps --cause value --dry-run
              streamae dead-letters replay --config service.yaml --monitor pumps --cause value --reason "path of flow mended"
            """)
        {
            dryRun, again,
        };
        options.AddTo(command);
        authorship.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            bool isDryRun = parsed.GetValue(dryRun);
            if (!isDryRun && parsed.GetValue(authorship.ReasonOption) is null)
            {
                throw new WrongUseException("Give --reason: why, in a few words; it stands in the audit. Or --dry-run, which writes nothing.");
            }

            ServiceConfiguration configuration = options.Load(parsed);
            using IOperatorStore store = Stores.OpenForOperator(configuration, TimeProvider.System);
            using var replayer = new LetterReplayer(configuration.Monitors, configuration.Runtime, store, TimeProvider.System);
            var wish = new LetterWish(
                isDryRun,
                parsed.GetValue(again),
                authorship.Author(parsed),
                TimeProvider.System.GetUtcNow(),
                isDryRun ? string.Empty : authorship.Reason(parsed),
                (_, _) => null);
            IReadOnlyList<LetterOutcome> outcomes = await replayer.RunAsync(options.Read(parsed, configuration, replayer), wish, cancellationToken).ConfigureAwait(false)
                ?? throw new InvalidOperationException("A replayer of this call alone is at work already.");
            if (options.AsJson(parsed))
            {
                Console.WriteLine(JsonSerializer.Serialize(outcomes.Select(Form), JsonOutput.Options));
            }
            else
            {
                Print(Terminal.Output(), outcomes, isDryRun);
            }

            return outcomes.Any(o => o.State == LetterState.Failed) ? ExitCode.Failure : ExitCode.Ok;
        });
        return command;
    }

    private static object Form(LetterOutcome outcome) => new
    {
        outcome.Letter.Monitor,
        outcome.Letter.Source,
        outcome.Letter.Position,
        outcome.State,
        outcome.Detail,
        outcome.Entity,
        time = outcome.EventTime is long ticks ? EventTime.ToUtc(ticks).ToString("O", CultureInfo.InvariantCulture) : null,
        outcome.Copy,
    };

    private static void Print(IAnsiConsole console, IReadOnlyList<LetterOutcome> outcomes, bool isDryRun)
    {
        if (outcomes.Count == 0)
        {
            console.WriteLine("no dead letters");
            return;
        }

        Table table = new Table().Border(TableBorder.Simple).AddColumns("monitor", "source", "position", "entity", "what becomes of it", "why");
        foreach (LetterOutcome outcome in outcomes)
        {
            table.AddRow(
                new Text(DeadLetterCsv.OnOneLine(outcome.Letter.Monitor)),
                new Text(DeadLetterCsv.OnOneLine(outcome.Letter.Source)),
                new Text(outcome.Letter.Position.ToString(CultureInfo.InvariantCulture)),
                new Text(DeadLetterCsv.OnOneLine(outcome.Entity ?? string.Empty)),
                new Text(WordOf(outcome)),
                new Text(DeadLetterCsv.OnOneLine(outcome.Detail)));
        }

        console.Write(table);
        int done = outcomes.Count(o => o.State is LetterState.Ready or LetterState.Replayed);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} of {outcomes.Count} {(isDryRun ? "would be replayed" : "were replayed")}. {LetterReplayer.Warning}"));
    }

    private static string WordOf(LetterOutcome outcome) => outcome.State switch
    {
        LetterState.Ready => "can be read now",
        LetterState.Replayed => string.Create(CultureInfo.InvariantCulture, $"replayed, offset {outcome.Copy}"),
        LetterState.AlreadyReplayed => "replayed before",
        LetterState.Undecodable => "cannot be read",
        LetterState.Late => "late",
        LetterState.Gone => "gone",
        LetterState.NotReplayable => "not replayable",
        _ => "failed",
    };
}
