namespace StreamAe.Deploy.Tests;

/// <summary>What the build of the executable left, as a publish would take it.</summary>
internal static class HostOutput
{
    /// <summary>Beside these tests' own: bin/Release/net10.0.</summary>
    public static string Folder { get; } =
        Repository.PathTo(["src", "StreamAe.Host", "bin", .. AppContext.BaseDirectory.TrimEnd('/').Split('/')[^2..]]);
}
