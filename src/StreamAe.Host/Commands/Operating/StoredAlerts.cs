using StreamAe.Host.Operating;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Commands.Operating;

/// <summary>Alerts in a store, and what was said of them.</summary>
internal static class StoredAlerts
{
    /// <summary>Ids are looked for among so many of the newest.</summary>
    private const int MostSearched = 200_000;

    private const int MostRequests = 100_000;

    /// <summary>An alert by its id or the beginning of it.</summary>
    /// <exception cref="WrongUseException">There is none, or there are several.</exception>
    public static Alert Find(OperatorTarget target, string id)
    {
        const int ShortestId = 4;
        if (id.Length < ShortestId)
        {
            throw new WrongUseException($"{DefinitionErrors.Shown(id)}: give at least {ShortestId} characters of the alert's id.");
        }

        List<Alert> found = [.. target.Store.FindAlerts(target.Monitor, entity: null, MostSearched).Where(a => a.Id.StartsWith(id, StringComparison.OrdinalIgnoreCase))];
        return found.Count switch
        {
            1 => found[0],
            0 => throw new WrongUseException($"{DefinitionErrors.Shown(id)}: monitor {target.Monitor} keeps no alert with an id that begins so. 'streamae alerts list' shows those that are kept."),
            _ => throw new WrongUseException($"{DefinitionErrors.Shown(id)}: {found.Count} alerts have an id that begins so; give more of it."),
        };
    }

    /// <summary>What was said last of each alert, by its id.</summary>
    public static IReadOnlyDictionary<string, RequestRecord> Said(OperatorTarget target) =>
        SaidOfAlerts.Read(target.Store, target.Monitor, MostRequests);
}
