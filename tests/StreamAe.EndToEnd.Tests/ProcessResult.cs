namespace StreamAe.EndToEnd.Tests;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">137 where it was killed.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);
