namespace StreamAe.Deploy.Tests;

/// <summary>How a program ended.</summary>
internal sealed record ToolResult(int ExitCode, string Output, string Error)
{
    public void AssertSucceeded() => Assert.True(ExitCode == 0, $"exit code {ExitCode}\n{Output}{Error}");
}
