using StreamAe.Host.Commands;

return await StreamAeCommand.RunAsync(args).ConfigureAwait(false);
