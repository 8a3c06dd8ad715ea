; Inno Setup 6: the installer of the folder that build.spec makes on Windows.
; dev.py package compiles it: ISCC /DVersion=0.1.0 packaging\windows\installer.iss

#ifndef Version
  #error Say which version: ISCC /DVersion=...
#endif

[Setup]
AppId={{6B1C1F0E-6C55-4B0B-9F43-52C9B3C5A7E1}
AppName=Rxlane
AppVersion={#Version}
AppPublisher=The Rxlane developers
DefaultDirName={autopf}\Rxlane
DefaultGroupName=Rxlane
DisableProgramGroupPage=yes
PrivilegesRequired=admin
PrivilegesRequiredOverridesAllowed=commandline
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
SourceDir=..\..
OutputDir=build\package
OutputBaseFilename=rxlane-{#Version}-setup
SetupIconFile=resources\icons\rxlane.ico
UninstallDisplayIcon={app}\rxlane-counter.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern
; A running counter holds its store open: it is asked to close, never killed.
CloseApplications=yes
RestartApplications=no

[InstallDelete]
; Libraries of an earlier version must not be found by this one. The store is elsewhere.
Type: filesandordirs; Name: "{app}\lib"

[Files]
Source: "build\package\rxlane\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\Rxlane"; Filename: "{app}\rxlane-counter.exe"; Parameters: "counter"
Name: "{group}\Rxlane demo"; Filename: "{app}\rxlane-counter.exe"; Parameters: "counter --demo"
Name: "{autodesktop}\Rxlane"; Filename: "{app}\rxlane-counter.exe"; Parameters: "counter"; Tasks: desktop
Name: "{autostartup}\Rxlane"; Filename: "{app}\rxlane-counter.exe"; Parameters: "counter"; Tasks: startup

[Tasks]
Name: "desktop"; Description: "An icon on the desktop"
Name: "startup"; Description: "Open the counter when somebody signs in to Windows"; Flags: unchecked

[Run]
Filename: "{app}\rxlane-counter.exe"; Parameters: "counter --demo"; Description: "Try the demo now"; Flags: nowait postinstall skipifsilent unchecked
