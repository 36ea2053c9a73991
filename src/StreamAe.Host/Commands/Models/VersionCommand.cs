using System.CommandLine;
using System.Globalization;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Models;

/// <summary><c>streamae models rollback | promote</c></summary>
internal static class VersionCommand
{
    public static Command CreateRollback()
    {
        var version = new Option<int?>("--version") { Description = "The version to go back to. Default the one that was in use before." };
        return Create(
            "rollback",
            """
            Puts an earlier version of an entity's model into use, from its next event on. The schedule of trainings begins anew, and what is trained
            then must be better than this version. Replays find the change at its place.

            Exit codes: 0 requested, 1 the store cannot be used, 2 the command line is wrong, or there is no such monitor, entity or version.

            Examples:
              streamae models rollback --data data --entity pump-007 --reason 'flaps since noon'
              streamae models rollback --data data --entity pump-007 --version 3 --reason 'flaps since noon'
            """,
            version,
            OperatorRequestKind.Rollback,
            (parsed, versions, entity) => Earlier(parsed.GetValue(version), versions, entity));
    }

    public static Command CreatePromote()
    {
        var version = new Option<int?>("--version") { Description = "The version to put into use; one that was rejected where the monitor keeps such (training.keepRejected).", Required = true };
        return Create(
            "promote",
            """
            Puts a kept version of an entity's model into use, from its next event on, though the challenger rule did not.

            Exit codes: 0 requested, 1 the store cannot be used, 2 the command line is wrong, or there is no such monitor, entity or version.

            Example:
              streamae models promote --data data --entity pump-007 --version 8 --reason 'knows the new pump'
            """,
            version,
            OperatorRequestKind.Promote,
            (parsed, versions, entity) => Kept(parsed.GetValue(version)!.Value, versions, entity));
    }

    private static Command Create(
        string name,
        string description,
        Option<int?> version,
        OperatorRequestKind kind,
        Func<ParseResult, IReadOnlyList<VersionRecord>, string, int> choose)
    {
        var options = new RequestOptions();
        var command = new Command(name, description) { version };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            using IOperatorStore store = options.Store.Open(parsed);
            string monitor = options.Store.FindMonitor(parsed, store);
            string entity = options.FindEntity(parsed, store, monitor);
            IReadOnlyList<VersionRecord> kept = [.. store.ReadVersions(monitor, entity).Where(v => v.IsKept)];
            if (kept.Count == 0)
            {
                throw new WrongUseException($"No version of entity {entity} is kept: it has no model of its own yet.");
            }

            int chosen = choose(parsed, kept, entity);
            return options.Append(
                parsed, store, monitor, entity, kind, new VersionBody(chosen).Write(), string.Create(CultureInfo.InvariantCulture, $"{name} to version {chosen}"));
        });
        return command;
    }

    /// <summary>The version that was named, or the one whose last use was before the present one's.</summary>
    private static int Earlier(int? named, IReadOnlyList<VersionRecord> kept, string entity)
    {
        if (named is int version)
        {
            return Kept(version, kept, entity);
        }

        long? since = kept.SingleOrDefault(v => v.IsInUse)?.FromSequence;
        VersionRecord? before = kept.Where(v => v is { IsInUse: false, IsFormer: false, FromSequence: not null } && v.FromSequence <= since).MaxBy(v => v.FromSequence);
        return before?.Version ?? throw new WrongUseException($"No earlier version of entity {entity} is kept: {Shown(kept)}.");
    }

    private static int Kept(int version, IReadOnlyList<VersionRecord> kept, string entity)
    {
        VersionRecord found = kept.FirstOrDefault(v => v.Version == version)
            ?? throw new WrongUseException($"Version {version} of entity {entity} is not kept: {Shown(kept)}.");
        if (found.IsFormer)
        {
            throw new WrongUseException(
                $"Version {version} of entity {entity} is of the monitor as it was before its file was edited: it means nothing to its rows now.");
        }

        return found.IsInUse ? throw new WrongUseException($"Version {version} of entity {entity} is in use already.") : version;
    }

    private static string Shown(IReadOnlyList<VersionRecord> kept) =>
        $"there {(kept.Count == 1 ? "is" : "are")} {string.Join(", ", kept.Select(v => v.IsInUse ? $"{v.Version} (in use)" : v.Version.ToString(CultureInfo.InvariantCulture)))}";
}
