namespace StreamAe.Monitoring.Planning;

/// <summary>Disk, in bytes.</summary>
/// <param name="EntityAtFirst">The store, of an entity with one row.</param>
/// <param name="EntityFull">The store, of an entity with a full history and all kept versions of its model.</param>
/// <param name="EntityDay">What an entity's history grows by in a day until it is full.</param>
/// <param name="TotalFull">The store with all entities in full, without scores and alerts.</param>
/// <param name="ScoresDay">Stored scores of a day, of all entities; 0 where none are stored.</param>
/// <param name="ScoresKept">Stored scores at the end of their retention.</param>
/// <param name="AlertsDay">Alerts of a day, of all entities, were each row anomalous by itself in the share the threshold asks for.</param>
/// <param name="AlertBytesDay">What these take.</param>
/// <param name="How">How the figures were obtained.</param>
public sealed record DiskPlan(
    double EntityAtFirst,
    double EntityFull,
    double EntityDay,
    double TotalFull,
    double ScoresDay,
    double ScoresKept,
    double AlertsDay,
    double AlertBytesDay,
    string How);
