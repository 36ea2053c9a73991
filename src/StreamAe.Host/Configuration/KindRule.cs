namespace StreamAe.Host.Configuration;

/// <summary>Which keys belong to one kind of a thing that comes in several.</summary>
/// <param name="Kind">The value of <c>kind:</c>.</param>
/// <param name="Required">Keys it needs, with an example of a value.</param>
/// <param name="Optional">Keys it may have.</param>
internal sealed record KindRule(string Kind, IReadOnlyList<(string Key, string Example)> Required, IReadOnlyList<string> Optional)
{
    public bool Has(string key) => Optional.Contains(key) || Required.Any(r => r.Key == key);
}
