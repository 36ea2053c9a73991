namespace StreamAe.Deploy.Tests;

/// <summary>Files of the repository that follow from others. STREAMAE_UPDATE_GENERATED=1 writes them anew.</summary>
internal static class GeneratedFile
{
    public static bool IsUpdating { get; } = Environment.GetEnvironmentVariable("STREAMAE_UPDATE_GENERATED") == "1";

    public static void AssertCurrent(string path, string expected)
    {
        if (IsUpdating)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, expected);
        }

        Assert.True(File.Exists(path), $"{path} is missing. STREAMAE_UPDATE_GENERATED=1 writes it.");
        Assert.True(
            File.ReadAllText(path) == expected,
            $"{path} is not what follows from its sources. STREAMAE_UPDATE_GENERATED=1 writes it anew; look at the difference.");
    }
}
