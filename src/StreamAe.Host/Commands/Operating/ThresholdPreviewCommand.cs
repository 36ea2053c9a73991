using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Thresholds.Previews;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae thresholds preview</c></summary>
internal static class ThresholdPreviewCommand
{
    private const int MostShown = 1000;

    public static Command Create()
    {
        var target = OperatorTarget.Options.Create();
        var threshold = new ThresholdOptions();
        var days = new Option<double?>("--days") { Description = "The newest so many days of stored scores, by event time. Default: all that are stored." };
        var m = new Option<int?>("--m") { Description = "Another alert.m to go with it." };
        var n = new Option<int?>("--n") { Description = "Another alert.n." };
        var cooldown = new Option<string?>("--cooldown") { Description = "Another alert.cooldown, such as 2h." };
        var show = new Option<int>("--show") { Description = "Most alerts that are shown one by one, new and gone each.", DefaultValueFactory = _ => 10 };
        show.Validators.Add(result =>
        {
            if (result.TryGet(out int value) && value is < 0 or > MostShown)
            {
                result.AddError($"--show must be 0 to {MostShown}.");
            }
        });
        var command = new Command(
            "preview",
            """
            What a threshold would have done: plays the one in force and the proposed one over the scores that are stored, and shows alerts a day side
            by side, the alerts that would be new and those that would be gone. Changes nothing. Scores are stored where store.keepScores of the service
            configuration says so. It cannot know of silences, of thresholds that adapt, nor of alert.peak.

            Examples:
              streamae thresholds preview --config service.yaml --budget 0.5 --days 7
              streamae thresholds preview --data demo-data --monitor-file deploy/monitors/pumps.yaml --entity pump-003 --quantile 0.99999 --m 3 --n 5
            """);
        target.AddTo(command);
        command.Options.Add(target.MonitorFile);
        threshold.AddScopeTo(command, hasCohort: false);
        threshold.AddPolicyTo(command);
        foreach (Option option in (Option[])[days, m, n, cooldown, show])
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellationToken) =>
        {
            ThresholdRule rule = threshold.Rule(parsed);
            using OperatorTarget opened = target.Open(parsed);
            MonitorDefinition definition = opened.Definition;
            AlertDefinition alert = AlertOf(definition.Alert, parsed.GetValue(m), parsed.GetValue(n), parsed.GetValue(cooldown));
            string? entity = threshold.Entity(parsed);
            var scores = new StoredScores(opened, entity, parsed.GetValue(days), cancellationToken);
            ThresholdOverrides inForce = ThresholdOverrides.Of(opened.Store.ListOverrides(opened.Monitor));
            PreviewReport report = ThresholdPreview.Compute(
                scores.Read, new PreviewRequest(definition, inForce, rule, alert, parsed.GetValue(show)), cancellationToken);
            if (report.Rows == 0)
            {
                throw new WrongUseException(entity is null
                    ? "No scores are stored of that time: store.keepScores in the service configuration says how long they are kept, and none is the default."
                    : $"No scores of entity {entity} are stored.");
            }

            if (parsed.GetValue(target.Store.Json))
            {
                Console.WriteLine(JsonSerializer.Serialize(PreviewJson.Of(report), JsonOutput.Options));
            }
            else
            {
                PreviewTable.Print(Terminal.Output(), report, definition, rule, alert);
            }

            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static AlertDefinition AlertOf(AlertDefinition now, int? m, int? n, string? cooldown)
    {
        const int MostRows = 64;
        AlertDefinition alert = now with
        {
            M = m ?? now.M,
            N = n ?? Math.Max(now.N, m ?? 0),
            Cooldown = cooldown is null ? now.Cooldown : OptionForms.Read(new DurationForm(TimeSpan.Zero, TimeSpan.FromDays(365)), "--cooldown", cooldown),
        };
        return alert.M >= 1 && alert.M <= alert.N && alert.N <= MostRows
            ? alert
            : throw new WrongUseException($"--m {alert.M.ToString(CultureInfo.InvariantCulture)} of --n {alert.N.ToString(CultureInfo.InvariantCulture)}: m must be at least 1 and at most n, n at most {MostRows}.");
    }

    /// <summary>The stored scores of the asked time.</summary>
    private sealed class StoredScores(OperatorTarget target, string? entity, double? days, CancellationToken cancellationToken)
    {
        private long? _from;

        public IEnumerable<StoredScore> Read() => target.Store.ReadScores(target.Monitor, _from ??= Begin(), long.MaxValue, entity);

        /// <summary>The newest days are by event time: the newest score says which they are.</summary>
        private long Begin()
        {
            if (days is not double count)
            {
                return long.MinValue;
            }

            if (!(count > 0))
            {
                throw new WrongUseException("--days must be above 0.");
            }

            long newest = long.MinValue;
            foreach (StoredScore score in target.Store.ReadScores(target.Monitor, long.MinValue, long.MaxValue, entity))
            {
                cancellationToken.ThrowIfCancellationRequested();
                newest = Math.Max(newest, score.EventTime);
            }

            return newest == long.MinValue ? newest : newest - EventTime.FromSeconds(Math.Min(count, 1e5) * 86_400);
        }
    }
}
