namespace StreamAe.Deploy.Tests;

/// <summary>What build/deploy-tools.sh brings: Helm, the types of Kubernetes, the schema of Compose files.</summary>
internal static class DeployTools
{
    public static string Folder { get; } = Repository.PathTo("artifacts", "tools");

    public static string Helm { get; } = Path.Combine(Folder, "bin", "helm");

    /// <summary>Skips the test where the tools could not be installed, or where there is no Helm for this machine.</summary>
    public static void RequireHelm()
    {
        RequirePackages();
        Assert.SkipUnless(File.Exists(Helm), "the package with Helm has it for Linux on x64 alone");
    }

    public static void RequirePackages()
    {
        string reason = Repository.PathTo("artifacts", "tools.txt");
        Assert.SkipUnless(
            File.Exists(Path.Combine(Folder, ".installed")),
            File.Exists(reason) ? File.ReadAllText(reason).Trim() : "build/deploy-tools.sh, which test.sh runs, has not been run");
    }

    /// <summary>Runs a script of build/tools.</summary>
    public static Task<ToolResult> RunScriptAsync(string script, params string[] arguments) =>
        Tool.RunAsync("node", [Repository.PathTo("build", "tools", script), Folder, .. arguments]);
}
