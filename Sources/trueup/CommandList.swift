/// Every command, in the order of the overview.
let commands: [any Command.Type] = [
    ServeCommand.self, DemoCommand.self, MigrateCommand.self, StatusCommand.self,
    SourcesCommand.self, EventsCommand.self, FindingsCommand.self, QuarantineCommand.self,
    DecideCommand.self, ReconcileCommand.self, ReprojectCommand.self, GenerationsCommand.self,
    VerifyCommand.self, PsqlCommand.self, SimulateCommand.self, ReplayCommand.self,
    DrillCommand.self,
]
