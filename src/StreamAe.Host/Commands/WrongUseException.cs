namespace StreamAe.Host.Commands;

/// <summary>The caller asked for something that cannot be: said in one or more lines, without a stack trace.</summary>
internal sealed class WrongUseException(string message) : Exception(message);
