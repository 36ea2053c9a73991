using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using StreamAe.Monitoring.Definitions.Keys;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Thresholds;

namespace StreamAe.Host.Commands.Operating;

/// <summary><c>streamae thresholds set</c> and <c>streamae thresholds remove</c></summary>
internal static class ThresholdSetCommand
{
    public static Command Create()
    {
        var target = OperatorTarget.Options.Create();
        var threshold = new ThresholdOptions();
        var authorship = Authorship.Create();
        var expires = new Option<string?>("--expires") { Description = "When it is no longer in force: a duration such as 4h or 30d, or a time. Default: never." };
        var command = new Command(
            "set",
            """
            Sets the threshold of an entity, of a cohort or of the whole monitor, in place of the monitor file's. One that was set there before is
            replaced; the audit keeps both.

            Examples:
              streamae thresholds set --config service.yaml --entity pump-3 --static 40 --reason "known rattle" --expires 30d
              streamae thresholds set --config service.yaml --entity pump-3 --maintenance --reason "new bearing" --expires 2026-12-01T06:00:00Z
            """);
        target.AddTo(command);
        threshold.AddScopeTo(command);
        threshold.AddPolicyTo(command);
        authorship.AddTo(command);
        command.Options.Add(expires);
        command.SetAction(parsed =>
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            ThresholdRule rule = threshold.Rule(parsed);
            DateTimeOffset? end = parsed.GetValue(expires) is string text ? ReadExpiry(text, now) : null;
            (string author, string reason) = (authorship.Author(parsed), authorship.Reason(parsed));
            using OperatorTarget opened = target.Open(parsed);
            OverrideScope scope = threshold.Scope(parsed, opened.Monitor);
            if (scope.Level == OverrideLevel.Entity && !opened.Store.HasEntity(scope.Monitor, scope.Target))
            {
                throw new WrongUseException($"--entity {scope.Target}: monitor {scope.Monitor} has never seen it.");
            }

            ThresholdOverride? before = opened.Store.ListOverrides(scope.Monitor).FirstOrDefault(o => o.Scope == scope);
            opened.Store.PutOverride(new ThresholdOverride(scope, rule.Word, rule.Value, author, now, reason, end));
            if (parsed.GetValue(target.Store.Json))
            {
                Console.WriteLine(JsonSerializer.Serialize(
                    new { scope.Monitor, level = scope.Level, scope.Target, policy = rule.Word, rule.Value, author, reason, expires = end }, JsonOutput.Options));
                return ExitCode.Ok;
            }

            string replaced = before is null ? "" : $", in place of {TextOf(before)} by {before.Author}";
            string until = end is DateTimeOffset at ? string.Create(CultureInfo.InvariantCulture, $" until {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "";
            Console.WriteLine($"{NameOf(scope)}: {rule}{until}{replaced}.");
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command CreateRemove()
    {
        var target = OperatorTarget.Options.Create();
        var threshold = new ThresholdOptions();
        var authorship = Authorship.Create();
        var command = new Command(
            "remove",
            """
            Takes back a threshold that was set; the next wider one holds again.

            Example:
              streamae thresholds remove --config service.yaml --entity pump-3 --reason "repaired"
            """);
        target.AddTo(command);
        threshold.AddScopeTo(command);
        authorship.AddTo(command);
        command.SetAction(parsed =>
        {
            (string author, string reason) = (authorship.Author(parsed), authorship.Reason(parsed));
            using OperatorTarget opened = target.Open(parsed);
            OverrideScope scope = threshold.Scope(parsed, opened.Monitor);
            if (!opened.Store.RemoveOverride(scope, author, reason))
            {
                throw new WrongUseException($"{NameOf(scope)}: no threshold was set there. 'streamae thresholds list' shows those that are.");
            }

            Console.WriteLine(parsed.GetValue(target.Store.Json)
                ? JsonSerializer.Serialize(new { scope.Monitor, level = scope.Level, scope.Target, removed = true }, JsonOutput.Options)
                : $"{NameOf(scope)}: taken back.");
            return ExitCode.Ok;
        });
        return command;
    }

    internal static string NameOf(OverrideScope scope) => scope.Level switch
    {
        OverrideLevel.Entity => $"{scope.Monitor}, entity {scope.Target}",
        OverrideLevel.Cohort => $"{scope.Monitor}, cohort {scope.Target}",
        _ => $"{scope.Monitor}, all entities",
    };

    internal static string TextOf(ThresholdOverride value) =>
        ThresholdRule.TryCreate(value.Policy, value.Value, out ThresholdRule rule, out _) ? rule.ToString() : $"{value.Policy} {value.Value}";

    private static DateTimeOffset ReadExpiry(string text, DateTimeOffset now)
    {
        const DateTimeStyles Style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (text.Contains('-') && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Style, out DateTimeOffset at))
        {
            return at > now ? at : throw new WrongUseException($"--expires {text} is past.");
        }

        return now + OptionForms.Read(new DurationForm(TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)), "--expires", text);
    }
}
