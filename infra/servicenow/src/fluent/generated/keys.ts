import '@servicenow/sdk/global'

declare global {
    namespace Now {
        namespace Internal {
            interface Keys extends KeysRegistry {
                explicit: {
                    'acl-change-request-create': {
                        table: 'sys_security_acl'
                        id: 'ad55355b0d2548cea14e833a83c7b8de'
                    }
                    'acl-change-request-read': {
                        table: 'sys_security_acl'
                        id: '898530ddec444446b243b8f512a8cf83'
                    }
                    'acl-connector-pages': {
                        table: 'sys_security_acl'
                        id: '3057a1640c924926b7dd9f85c220787b'
                    }
                    'acl-incident-create': {
                        table: 'sys_security_acl'
                        id: '28396589c0bf4599a1291f53929b96f3'
                    }
                    'acl-incident-read': {
                        table: 'sys_security_acl'
                        id: '28b58e886c414f8c904982e0811616c1'
                    }
                    'acl-page-checklist': {
                        table: 'sys_security_acl'
                        id: 'b46fa4df7c064463bf24478012acb6af'
                    }
                    'acl-page-status': {
                        table: 'sys_security_acl'
                        id: '4b582bf0b65e45e8ab17f217b087e3fd'
                    }
                    'acl-sys-choice-read': {
                        table: 'sys_security_acl'
                        id: '0be7b99bd255481fbaf41d74bfa6e1ad'
                    }
                    'acl-sys-user-read': {
                        table: 'sys_security_acl'
                        id: '536e14edb0334b55aaf37f66eabfcd50'
                    }
                    bom_json: {
                        table: 'sys_module'
                        id: '4d57b6ffc72b4fb69e9b62fb2434a68f'
                    }
                    menu: {
                        table: 'sys_app_application'
                        id: 'b295701fc00242f58ee08622ad3d216a'
                    }
                    'module-checklist': {
                        table: 'sys_app_module'
                        id: '9ce876c8759241248645f2eec2ea9d9d'
                    }
                    'module-properties': {
                        table: 'sys_app_module'
                        id: 'a01bbda9bbb2451ab02b7ec3d0004bda'
                    }
                    'module-rules': {
                        table: 'sys_app_module'
                        id: '7f1e43d5d10f4f26a22c527cac1683fc'
                    }
                    'module-status': {
                        table: 'sys_app_module'
                        id: 'd057fa52f4854ffba4b6c2c8e046f13f'
                    }
                    package_json: {
                        table: 'sys_module'
                        id: '47e54cd7376946f49d1fde3289c21085'
                    }
                    'privilege-oauth-entity': {
                        table: 'sys_scope_privilege'
                        id: '883f47041c054c2f9436299801723f2e'
                    }
                    'privilege-sys-script': {
                        table: 'sys_scope_privilege'
                        id: '2d6495278d4b4c00b0defe53f41a672c'
                    }
                    'privilege-sys-user': {
                        table: 'sys_scope_privilege'
                        id: 'f18877f7ea9a4cb1933fad021172deae'
                    }
                    'privilege-sys-user-has-role': {
                        table: 'sys_scope_privilege'
                        id: 'bdee637de61d41d2bddc256e074a1b7b'
                    }
                    'privilege-sys-user-role': {
                        table: 'sys_scope_privilege'
                        id: '0c70f3853e2f4400986b0c922c233e0d'
                    }
                    'privilege-sys-user-role-contains': {
                        table: 'sys_scope_privilege'
                        id: 'a3911e438b694a70b517cc0dc40d4f36'
                    }
                    'property-enabled': {
                        table: 'sys_properties'
                        id: '475664620d6d4aecb97523855a8a4200'
                    }
                    'property-key': {
                        table: 'sys_properties'
                        id: 'f8decf4f59e34cfa976b32604e42d140'
                    }
                    'property-url': {
                        table: 'sys_properties'
                        id: 'd79fb3aa3676492898cb749d9b0397ce'
                    }
                    'rule-change-request': {
                        table: 'sys_script'
                        id: '86b5886a286842f19a0c8b85c2753059'
                    }
                    'rule-incident': {
                        table: 'sys_script'
                        id: '8909ad3beb7c4c8c8ad4b1cbfc34c69d'
                    }
                    'script-connector-link': {
                        table: 'sys_script_include'
                        id: 'aedc57ef34f44fb9b5ab85700e3270ab'
                    }
                    'script-connector-pages': {
                        table: 'sys_script_include'
                        id: '7aeb44eccb734e9fa3cb682aa6bc3a95'
                    }
                    'script-installation-checklist': {
                        table: 'sys_script_include'
                        id: 'f8e01d6fee254a64ac524aa13608419f'
                    }
                }
                composite: [
                    {
                        table: 'sys_user_role_contains'
                        id: '08193c17be8d4b27a2c9b083e4f3809a'
                        key: {
                            role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                            contains: {
                                id: 'ae662a66bccb4c1aa24fe8f39aedcd8e'
                                key: {
                                    name: 'snc_platform_rest_api_access'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '08662c3dbd8144158e058300708a6933'
                        key: {
                            name: 'x_sss_connector.integration'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '0c8c32a56dc544c8801e5392e83c7f4d'
                        key: {
                            sys_security_acl: '3057a1640c924926b7dd9f85c220787b'
                            sys_user_role: {
                                id: '37a54379d7274d1c8e279622f82436c6'
                                key: {
                                    name: 'x_sss_connector.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_page'
                        id: '0f01f3f1680f4cce9ac8f66bdac51849'
                        key: {
                            endpoint: 'x_sss_connector_checklist.do'
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '0f0bfd8fcaef4a6ab04c0b2ff771a5ea'
                        key: {
                            sys_security_acl: '0be7b99bd255481fbaf41d74bfa6e1ad'
                            sys_user_role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '1c14703d11d94cc5b41ec75cb10d3971'
                        key: {
                            sys_security_acl: 'b46fa4df7c064463bf24478012acb6af'
                            sys_user_role: {
                                id: '37a54379d7274d1c8e279622f82436c6'
                                key: {
                                    name: 'x_sss_connector.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_ui_page'
                        id: '2d845dcb31fb4713845227bc6b33f825'
                        key: {
                            endpoint: 'x_sss_connector_status.do'
                        }
                    },
                    {
                        table: 'sys_user_role'
                        id: '37a54379d7274d1c8e279622f82436c6'
                        key: {
                            name: 'x_sss_connector.admin'
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: '3b005b7fff06491c9291a2129c37ea36'
                        key: {
                            role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                            contains: {
                                id: '5e8c824d5cfb4588bf51965075885568'
                                key: {
                                    name: 'sn_change_write'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '6f81862dd3d047c5b1c11641e509d0b5'
                        key: {
                            sys_security_acl: '28396589c0bf4599a1291f53929b96f3'
                            sys_user_role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: '84daaa658d0b49aea8f3308d9b27b5cb'
                        key: {
                            sys_security_acl: '28b58e886c414f8c904982e0811616c1'
                            sys_user_role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_user_role_contains'
                        id: 'a3b8cf1ae30e4f5bb605e3d10697f83f'
                        key: {
                            role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                            contains: {
                                id: '67f15c6199a4433fbb1e81e947b904c6'
                                key: {
                                    name: 'sn_incident_write'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'b964505ffd584703a0646be23b3070cc'
                        key: {
                            sys_security_acl: '4b582bf0b65e45e8ab17f217b087e3fd'
                            sys_user_role: {
                                id: '37a54379d7274d1c8e279622f82436c6'
                                key: {
                                    name: 'x_sss_connector.admin'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'bb321d6c44fb4b49968d1d9c34dbebbe'
                        key: {
                            sys_security_acl: '536e14edb0334b55aaf37f66eabfcd50'
                            sys_user_role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'bf750aa02a344b56a93081bea4c6c1b6'
                        key: {
                            sys_security_acl: 'ad55355b0d2548cea14e833a83c7b8de'
                            sys_user_role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                        }
                    },
                    {
                        table: 'sys_security_acl_role'
                        id: 'e97f33d9f68e4effb7d871834b896a3b'
                        key: {
                            sys_security_acl: '898530ddec444446b243b8f512a8cf83'
                            sys_user_role: {
                                id: '08662c3dbd8144158e058300708a6933'
                                key: {
                                    name: 'x_sss_connector.integration'
                                }
                            }
                        }
                    },
                ]
            }
        }
    }
}
