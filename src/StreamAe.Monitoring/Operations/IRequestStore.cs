using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Operations;

/// <summary>
/// Requests of operators: appended by any process, read by those that run the monitor, with an audit of what became of them. Their outcomes
/// are written with the polls in which they happened. Safe for concurrent use.
/// </summary>
public interface IRequestStore
{
    /// <summary>Appends a request; its sequence is above that of every one that can be read.</summary>
    /// <returns>Its sequence.</returns>
    long Append(OperatorRequest request);

    /// <summary>Those that entities may still have to apply, in order: to one entity and without an outcome, or to all and younger than
    /// <see cref="OperatorRequest.LongestWait"/>.</summary>
    IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max);

    /// <summary>The audit, newest first.</summary>
    IReadOnlyList<RequestRecord> ReadRequests(string monitor, int max);

    /// <summary>A version of an entity's own models; null where it is not kept.</summary>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    EntityModel? ReadVersion(string monitor, string entity, int version);
}
