namespace StreamAe.Orleans.Grains;

/// <summary><c>MONITOR/ENTITY</c>: a monitor's name has no slash, an entity's key may.</summary>
internal static class EntityGrainKey
{
    public static string Of(string monitor, string entity) => string.Concat(monitor, "/", entity);

    public static (string Monitor, string Entity) Split(string key)
    {
        int slash = key.IndexOf('/', StringComparison.Ordinal);
        return slash < 0
            ? throw new ArgumentException($"'{key}' names no entity of a monitor: it has no slash.", nameof(key))
            : (key[..slash], key[(slash + 1)..]);
    }
}
