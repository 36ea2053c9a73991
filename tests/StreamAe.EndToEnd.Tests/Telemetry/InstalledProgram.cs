namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>Programs of others that some tests need.</summary>
internal static class InstalledProgram
{
    /// <returns>The program's path; null where it is not installed.</returns>
    public static string? Find(string name) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Skips the test where the program is missing.</summary>
    public static string Require(string name, string package)
    {
        string? path = Find(name);
        Assert.SkipWhen(path is null, $"There is no {name} here. On Debian: apt-get install {package}");
        return path!;
    }
}
