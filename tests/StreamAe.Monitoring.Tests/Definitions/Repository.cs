namespace StreamAe.Monitoring.Tests.Definitions;

/// <summary>Files of the repository that tests read, and the generated ones they keep up to date.</summary>
internal static class Repository
{
    /// <summary>Set to 1 to write generated files instead of comparing them.</summary>
    private const string UpdateVariable = "STREAMAE_UPDATE_GENERATED";

    public static string Root { get; } = FindRoot();

    public static string Path(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Root, .. parts]);

    public static void AssertGenerated(string expected, params ReadOnlySpan<string> parts)
    {
        string path = Path(parts);
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, expected);
        }

        string actual = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(actual == expected, $"{path} is not what the code generates; run the tests with {UpdateVariable}=1 and commit it.");
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "StreamAe.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No StreamAe.sln above {AppContext.BaseDirectory}.");
    }
}
