namespace StreamAe.Storage;

/// <summary>Errors that both stores know.</summary>
internal static class StoreErrors
{
    public static InvalidDataException OlderVersion(string store, long stored, long version) => new(
        $"{store} has store version {stored}; this program reads version {version}, and only 'streamae run' brings a store to it. "
        + "Start the service once with this version of the program.");

    public static string[] VerifySinks(IReadOnlyList<string> sinks)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        string[] names = [.. sinks];
        if (names.Distinct(StringComparer.Ordinal).Count() != names.Length)
        {
            throw new ArgumentException($"Sink names must be unique; these are {string.Join(", ", names)}.", nameof(sinks));
        }

        return names;
    }
}
